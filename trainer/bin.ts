#!/usr/bin/env node
// What the package calls `edge-sentiment`. What follows needs packages that may be missing, so that it is imported afterwards.
import './requirements.js';

const { runProgram } = await import('./program.ts');
await runProgram();
