import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..', '..', '..', '..')

/** The keychain's process as plain JavaScript, in `folder`, with what it needs to find keytar. */
export function buildKeychainProgram(folder: string): { program: string; environment: NodeJS.ProcessEnv } {
  const program = join(folder, 'keychain-process.cjs')
  const source = readFileSync(join(root, 'main', 'session', 'keychain-process.ts'), 'utf8')
  writeFileSync(program, ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } }).outputText)
  return { program, environment: { NODE_PATH: join(root, 'node_modules') } }
}
