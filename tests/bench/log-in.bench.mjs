import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node-pty'
import { logIn, openProgram, withClassroom } from './classroom.mjs'
import { alternate } from './rounds.mjs'

/** A start and a login take three seconds; seven rounds keep the whole under a minute. */
const rounds = 7

/** As long as the program is given for the same. */
const limitMs = 30_000

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'One-click login',
  how: `In the page: from the click on "Log in as admin" until five nodes are drawn. The baseline is \`oc login\` of the same classroom typed at a bare bash, its password answered at once. Seven rounds, in turn; medians. A round in which the host of a virtual machine took more than a hundredth of the processors' time is taken again, three times at most.`,
  limits: "Three quarters are `oc` itself. The rest: the page's click to the typed line, asking whether the echo is off before a password is typed, the server's word on who it is, three lists with their handshakes, and one drawn frame."
}

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
 * `oc login` typed at a shell's prompt, as the program does it, its question answered as soon as it is asked.
 *
 * @param {import('./classroom.mjs').Classroom} classroom
 * @param {string} folder
 * @returns {Promise<number>} milliseconds from the command until the next prompt
 */
function timeOc({ apiUrl, caFile, admin, env }, folder) {
  const prompt = 'ready> '
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['--noprofile', '--norc', '-i'], {
      env: { .../** @type {Record<string, string>} */ (env), KUBECONFIG: join(folder, 'config'), PS1: prompt },
      name: 'xterm-256color',
      cwd: folder,
      cols: 120,
      rows: 30
    })
    const end = () => process.kill(shell.pid, 'SIGKILL')
    const late = setTimeout(end, limitMs)
    let started = 0
    let asked = false
    let said = ''
    shell.onData((data) => {
      said += data
      if (!started && said.endsWith(prompt)) {
        started = performance.now()
        shell.write(`oc login -u ${admin.name} --certificate-authority=${caFile} ${apiUrl}\r`)
      } else if (!asked && said.endsWith('Password: ')) {
        asked = true
        shell.write(`${admin.password}\r`)
      } else if (asked && said.endsWith(prompt)) {
        const took = performance.now() - started
        if (said.includes('Login successful.')) resolve(took)
        end()
      }
    })
    shell.onExit(() => {
      clearTimeout(late)
      // Says nothing to a promise that is resolved already.
      reject(new Error(`oc login did not succeed: ${said}`))
    })
  })
}
