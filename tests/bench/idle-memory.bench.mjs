import { join } from 'node:path'
import { _electron } from 'playwright'
import { electronPath } from '../../scripts/electron-path.mjs'
import { root } from '../../scripts/paths.mjs'
import { logIn, openProgram, withClassroom } from './classroom.mjs'
import { idleMemory } from './process-memory.mjs'

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'Memory at rest',
  how: 'Proportional set size (shared pages counted once) of all processes, when two looks half a second apart differ by less than 0.5 %: logged in with the tree open, against an Electron window with one button.',
  limits: "Electron itself is four fifths of it. What is not needed at the start is not loaded: consoles, notes' editor, guide and palette come with their first use."
}

/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = [
  {
    name: 'Idle memory of all processes, logged in, against a bare window',
    unit: 'MB',
    goal: 1.6,
    run: (context) =>
      withClassroom(context, async (classroom) => {
        const baseline = await measureBareWindow(context)
        const { app, window } = await openProgram(classroom, join(context.folder, 'program'))
        try {
          await logIn(window)
          return { value: await idleMemory(/** @type {number} */ (app.process().pid)), baseline }
        } finally {
          await app.close()
        }
      })
  },
  {
    name: "Idle memory of the practice classroom's own process",
    unit: 'MB',
    run: (context) => withClassroom(context, async ({ pid }) => ({ value: await idleMemory(pid) }))
  }
]

/** @param {import('../../scripts/bench.mjs').Context} context */
async function measureBareWindow({ env, folder }) {
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [join(root, 'tests', 'bench', 'bare-window'), `--user-data-dir=${join(folder, 'bare')}`],
    env: /** @type {Record<string, string>} */ (env)
  })
  try {
    const window = await app.firstWindow()
    await window.getByRole('button').waitFor()
    return await idleMemory(/** @type {number} */ (app.process().pid))
  } finally {
    await app.close()
  }
}
