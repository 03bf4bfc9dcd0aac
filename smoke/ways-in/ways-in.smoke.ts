/** The ways by which users of a package manager come to a command: each ends with the command saying its version. */
import { waySmoke } from './smoke.ts';

waySmoke('local', 'installed in a project, it runs as the package manager runs it');

waySmoke('once', 'without being installed, by npx or its like, it runs');

waySmoke('global', 'installed globally, it runs');

waySmoke('approved', 'with its install scripts approved, it installs and runs');
