/** Preloaded (`node --import`) by tests, so that a new Node looks too old to the launcher. */
Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
