// First: what follows needs what an older Node lacks, and is compiled once it keeps what it compiles.
import './requirements.js';

const { runProgram } = await import('./program.ts');
// These two serve, and so need the repository.
await runProgram({
  demo: async () => (await import('./commands/demo.ts')).addDemo,
  use: async () => (await import('./commands/use.ts')).addUse,
});
