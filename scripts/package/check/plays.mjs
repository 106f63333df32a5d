import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { playStages, until } from '../../demo.mjs'
import { expect, inSettings, say } from './play-steps.mjs'
import { roomPlays } from './room-plays.mjs'

/**
 * What is played in an installed program.
 *
 * @typedef {{ window: import('playwright').Page, folder: string }} Stage folder: for pictures
 * @typedef {object} Play
 * @property {readonly string[]} args what the command is started with
 * @property {(root: string) => Promise<() => Promise<void>>} [prepare] before the start; resolves to what is done afterwards
 * @property {(stage: Stage) => Promise<void>} run rejects when something is not as it should be
 * @property {(root: string) => Promise<void>} [after] the program has ended well
 * @typedef {'job' | 'again' | keyof typeof roomPlays} PlayName
 */

/** @type {Record<PlayName, Play>} */
export const plays = {
  /** The main job, from a first start on. */
  job: {
    args: ['--practice'],
    async run({ window, folder }) {
      if (!(await playStages({ window, folder }))) throw new Error('the main job did not work')
      await inSettings(window, 'Appearance', async (settings) => settings.getByRole('radio', { name: 'Dark' }).check())
      say('Settings', 'theme Dark')
    }
  },

  /** A later start on what the main job has left, perhaps by a newer version. */
  again: {
    args: [],
    async run({ window, folder }) {
      await window.getByRole('status', { name: 'Session' }).getByText('admin').first().waitFor()
      say('Classroom', `"${await window.title()}", still logged in`)
      await window.locator('[role=treeitem][data-kind=Node]').first().waitFor()
      await window.getByRole('tab', { name: 'Console', exact: true, selected: true }).waitFor()
      await window.getByRole('region', { name: 'Terminal' }).getByText('Restored: the earlier session').first().waitFor()
      say('Window', 'the page of the VM at its tab, the terminal with what was in it')
      const theme = await window.locator('html').getAttribute('data-theme')
      expect('the theme', theme, 'dark')
      await window.getByRole('tab', { name: 'Guide', exact: true }).click()
      const progress = window.getByRole('progressbar', { name: 'Unit progress' })
      await until('two ticked steps', async () => Number(await progress.getAttribute('value')) >= 2)
      say('Progress', `${await progress.getAttribute('value')} steps`)
      await window.getByRole('tab', { name: 'Notes', exact: true }).click()
      await window.getByRole('region', { name: 'Notes' }).getByText('First day').first().waitFor()
      say('Notes and settings', 'as they were left')
      const version = /** @type {{ version: string }} */ (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))).version
      await inSettings(window, 'About', async (settings) => settings.getByText(`Lab Companion ${version} on Electron`).waitFor())
      say('Version', version)
      await window.screenshot({ path: join(folder, 'again.png') })
    }
  },

  ...roomPlays
}
