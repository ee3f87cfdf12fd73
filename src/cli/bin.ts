#!/usr/bin/env node
import { processIo } from './io.ts';
import { main } from './main.ts';

const code = await main(processIo());
process.exitCode ||= code;
