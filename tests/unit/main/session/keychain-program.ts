import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import type { KeychainChild } from '../../../../main/session/keychain'

const root = join(import.meta.dirname, '..', '..', '..', '..')

/** What a process of Electron's has of its own, made of Node's channel. */
const PORT = `
const { EventEmitter } = require('node:events')
process.parentPort = Object.assign(new EventEmitter(), { postMessage: (message) => process.send(message) })
process.on('message', (data) => process.parentPort.emit('message', { data }))
process.on('disconnect', () => process.parentPort.emit('close'))
`

/** The keychain's process as plain JavaScript, in `folder`. */
export function buildKeychainProgram(folder: string): string {
  const program = join(folder, 'keychain-process.cjs')
  const source = readFileSync(join(root, 'main', 'session', 'keychain-process.ts'), 'utf8')
  writeFileSync(program, PORT + ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } }).outputText)
  return program
}

/** The same as main/session/keychain-child.ts by Node's means: these tests run without Electron. */
export function startKeychainProgram(program: string, environment: NodeJS.ProcessEnv): KeychainChild {
  const child = fork(program, [], { execArgv: [], env: { ...environment, NODE_PATH: join(root, 'node_modules') }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  return {
    send: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onEnd: (listener) => void child.once('exit', (code, signal) => listener(String(signal ?? code))),
    kill: () => void child.kill('SIGKILL'),
  }
}
