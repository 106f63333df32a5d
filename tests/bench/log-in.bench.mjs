import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node-pty'
import { logIn, openProgram, withClassroom } from './classroom.mjs'
import { alternate } from './rounds.mjs'

/** A login takes about a second; five rounds keep the whole under a minute. */
const rounds = 5

/** As long as the program is given for the same. */
const limitMs = 30_000

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: 'Click on "Log in" to a live tree, against oc login alone',
    unit: 'ms',
    goal: 1.5,
    run: (context) =>
      withClassroom(context, (classroom) => {
        const fresh = () => mkdtempSync(join(context.folder, 'login-'))
        return alternate(
          rounds,
          () => timeProgram(classroom, fresh()),
          () => timeOc(classroom, fresh())
        )
      })
  }
]

/**
 * @param {import('./classroom.mjs').Classroom} classroom
 * @param {string} folder
 */
async function timeProgram(classroom, folder) {
  const { app, window } = await openProgram(classroom, folder)
  try {
    return await logIn(window)
  } finally {
    await app.close()
  }
}

/**
 * `oc login` on a terminal of its own, its question answered as soon as it is asked.
 *
 * @param {import('./classroom.mjs').Classroom} classroom
 * @param {string} folder
 * @returns {Promise<number>} milliseconds until it ended
 */
function timeOc({ apiUrl, caFile, admin, env }, folder) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const oc = spawn('oc', ['login', '-u', admin.name, `--certificate-authority=${caFile}`, apiUrl], {
      env: { .../** @type {Record<string, string>} */ (env), KUBECONFIG: join(folder, 'config') },
      name: 'xterm-256color',
      cwd: folder,
      cols: 120,
      rows: 30
    })
    const late = setTimeout(() => process.kill(oc.pid, 'SIGKILL'), limitMs)
    let said = ''
    oc.onData((data) => {
      const asked = said.includes('Password: ')
      said += data
      if (!asked && said.includes('Password: ')) oc.write(`${admin.password}\r`)
    })
    oc.onExit(({ exitCode }) => {
      clearTimeout(late)
      if (exitCode === 0) resolve(performance.now() - started)
      else reject(new Error(`oc login ended with ${exitCode}: ${said}`))
    })
  })
}
