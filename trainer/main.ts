// First: the modules below need what an older Node lacks.
import './requirements.js';
import { addDemo } from './commands/demo.ts';
import { addUse } from './commands/use.ts';
import { runProgram } from './program.ts';

// These two serve, and so need the repository.
await runProgram([addDemo, addUse]);
