#!/usr/bin/env node
import { processIo } from './io.ts';
import { main } from './main.ts';
import { keepHeapSmall } from './small-heap.ts';

keepHeapSmall(process.argv[2]);
const code = await main(processIo());
process.exitCode ||= code;
