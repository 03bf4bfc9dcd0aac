#!/usr/bin/env node
/** The command `shakedown`: finds a Node that is new enough for the tools, and goes on with the program on it. */
import { isNewEnough } from './launcher/node-version.mjs';

if (!process.env.SHAKEDOWN_NODE && isNewEnough(process.versions.node)) await import('./launcher/run-program.mjs');
else await import('./launcher/run-elsewhere.mjs');
