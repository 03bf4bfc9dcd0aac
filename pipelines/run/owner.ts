/** Whose a run, a lock or a workspace is, and whether that process still lives. */

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunOwner } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { identityOf, stateOf } from '../../smoke/process/identity.ts';

/** `unknown`: it may be alive, but that cannot be seen from here; treat it as alive and say why. */
export type OwnerState = { state: 'alive' } | { state: 'gone'; why: string } | { state: 'unknown'; why: string };

type Host = Pick<RunOwner, 'host' | 'bootId' | 'pidNamespace'>;

let host: Host | undefined;

/** The start time of an owner on a system that does not tell it. */
const unseen = 'unknown';

function thisHost(): Host {
  if (host) return host;
  const bootId = ifPresent(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const pidNamespace = ifPresent(() => readlinkSync('/proc/self/ns/pid'));
  host = { host: hostname(), ...(bootId ? { bootId } : {}), ...(pidNamespace ? { pidNamespace } : {}) };
  return host;
}

/** This process, as an owner. */
export function thisOwner(): RunOwner {
  const identity = identityOf(process.pid);
  return { pid: process.pid, startTime: identity?.startTime ?? unseen, ...thisHost() };
}

/** Whether `owner` still lives, told by pid and start time: a recycled pid is not the owner. */
export function ownerState(owner: RunOwner): OwnerState {
  const here = thisHost();
  const sameBoot = owner.bootId !== undefined && owner.bootId === here.bootId;
  if (!sameBoot && owner.host !== here.host) {
    return { state: 'unknown', why: `process ${owner.pid} is on host ${owner.host}, this is ${here.host}` };
  }
  if (!sameBoot && owner.bootId !== undefined && here.bootId !== undefined) {
    return { state: 'gone', why: `${owner.host} was restarted after process ${owner.pid} had started` };
  }
  if (owner.pidNamespace !== here.pidNamespace) {
    return { state: 'unknown', why: `process ${owner.pid} is in another container of this host` };
  }
  if (owner.startTime === unseen) {
    return { state: 'unknown', why: `the start time of process ${owner.pid} is not known` };
  }
  switch (stateOf({ pid: owner.pid, startTime: owner.startTime })) {
    case 'alive':
      return { state: 'alive' };
    case 'gone':
      return { state: 'gone', why: `process ${owner.pid} has ended` };
    case 'unknown':
      return { state: 'unknown', why: `this user may not look at process ${owner.pid}` };
  }
}

/** What `read` gives; nothing where the system has no such file, or hides it. */
function ifPresent(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error)) return undefined;
    throw error;
  }
}
