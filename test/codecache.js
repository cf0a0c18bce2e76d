/**
 * Lets the processes that run tests take what Node has compiled before, of packages that they import. Not by a variable: what a test starts in a copy
 * of the repository would leave the compiled copy here.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../build/code-cache', import.meta.url)));
