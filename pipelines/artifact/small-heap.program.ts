/** For a test, in a process of its own: makes a million things that stay. Argument: `small` or `as it is`. Prints the bytes of the young generation. */
import { getHeapSpaceStatistics } from 'node:v8';
import { keepHeapSmall } from './small-heap.ts';

using _small = process.argv[2] === 'small' ? keepHeapSmall() : undefined;
const kept = Array.from({ length: 1_000_000 }, (_, at) => ({ at }));
const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
process.stdout.write(JSON.stringify({ kept: kept.length, bytes: young?.space_size }));
