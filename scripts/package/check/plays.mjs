import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { playStages, takePictures, until } from '../../demo.mjs'
import { runCommand } from '../../processes.mjs'
import { administratorsRoom } from './room.mjs'

/**
 * What is played in an installed program.
 *
 * @typedef {{ window: import('playwright').Page, folder: string, root: string }} Stage folder: for pictures; root: of the system that it is installed in
 * @typedef {object} Play
 * @property {readonly string[]} args what the command is started with
 * @property {(root: string) => Promise<() => Promise<void>>} [prepare] before the start; resolves to what is done afterwards
 * @property {(stage: Stage) => Promise<void>} run rejects when something is not as it should be
 * @property {(root: string) => Promise<void>} [after] the program has ended well
 * @typedef {'job' | 'again' | 'room' | 'open'} PlayName
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
    async run({ window, folder, root }) {
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
      if (!readFileSync(join(root, 'etc/lab-companion/README'), 'utf8').includes('changed by an administrator')) throw new Error("the administrator's file was replaced")
    }
  },

  /** What an administrator has laid into /etc, as a new student meets it. */
  room: {
    args: [],
    prepare: (root) => administratorsRoom(root),
    async run({ window, folder }) {
      await until('the prepared classroom', async () => (await window.title()).includes('Room 12'))
      await window.getByRole('contentinfo').getByText('Passwords in memory only').waitFor()
      say('Classroom of /etc', `"${await window.title()}", opened by itself; passwords in memory only`)
      await window.getByRole('button', { name: /Room 12/ }).first().click()
      await lockedItem(window, 'Open classroom file…')
      await window.screenshot({ path: join(folder, 'menu.png') })
      await window.keyboard.press('Escape')
      await window.getByRole('button', { name: 'Log in as developer', exact: true }).click()
      await window.getByRole('status', { name: 'Session' }).getByText('developer').first().waitFor()
      say('Log in', 'developer by one click, with the password of the file')
      await window.getByRole('tab', { name: 'Guide', exact: true }).click()
      await window.getByText('Room 12 begins').first().waitFor()
      await window.locator('article[data-step=R1][data-state=done]').waitFor()
      say('Unit of /etc', 'shown, and its first step ticked by the login')
      await window.screenshot({ path: join(folder, 'unit.png') })
      await window.getByRole('button', { name: 'Log in as admin', exact: true }).click()
      await window.getByRole('tab', { name: 'admin', exact: true, selected: true }).waitFor()
      const shown = window.getByRole('region', { name: 'Terminal' }).locator('.xterm-rows:visible > div')
      // Typed before it, the terminal would show it.
      await until("oc's question", async () => (await shown.allTextContents()).join('\n').trimEnd().endsWith('Password:'))
      await window.keyboard.type('redhatocp\n')
      await window.getByRole('status', { name: 'Session' }).getByText('admin').first().waitFor()
      const offer = window.getByRole('status').filter({ hasText: 'Keep the password of admin?' })
      await offer.getByText('It is kept until Lab Companion quits. Set by your classroom’s administrator.').waitFor()
      await offer.getByRole('button', { name: 'Keep password' }).click()
      say('Typed password', 'taken by oc, and kept until the program quits')
      await inSettings(window, 'About', async (settings) => {
        const locks = settings.getByRole('list', { name: 'Set by your classroom’s administrator' }).getByRole('listitem')
        await locks.first().waitFor()
        expect('locks', await locks.count(), 5)
        await settings.getByText('Room 12, phone 4711').first().waitFor()
        await window.screenshot({ path: join(folder, 'about.png') })
        await settings.getByRole('button', { name: 'Copy diagnostics…' }).click()
      })
      const diagnostics = window.getByRole('dialog', { name: 'Diagnostics' })
      const shownText = diagnostics.getByRole('region', { name: 'What is copied' })
      // Asked of the tools and the keychain while one waits.
      await shownText.getByText('/etc/lab-companion/policy.yaml').waitFor()
      const text = await shownText.innerText()
      for (const part of ['Room 12', 'forbidStoredPasswords', '/etc/lab-companion/policy.yaml']) if (!text.includes(part)) throw new Error(`the diagnostics lack ${part}:\n${text}`)
      if (text.includes('redhatocp')) throw new Error('the diagnostics hold a password')
      await window.screenshot({ path: join(folder, 'diagnostics.png') })
      await diagnostics.getByRole('button', { name: 'Close' }).click()
      say('Diagnostics', 'versions, policy, addresses; no password')
      await window.keyboard.press('F1')
      const help = window.getByRole('dialog', { name: 'Help' })
      await help.getByRole('searchbox', { name: 'Search help' }).fill('fingerprint')
      await help.getByRole('button', { name: /When a certificate is not known/ }).click()
      await help.getByRole('heading', { name: 'When a certificate is not known' }).waitFor()
      await takePictures({ window, folder }, 'help')
      await help.getByRole('button', { name: 'Close', exact: true }).click()
      say('Help', 'by F1, searched, without a network')
    },
    async after(root) {
      const found = await runCommand('grep', ['-rlF', 'redhatocp', join(root, 'home/student')])
      if (found.stdout !== '') throw new Error(`a password is in ${found.stdout}`)
      say('Passwords', 'in no file of the student')
    }
  },

  /** The same, but anybody could have changed what is in /etc. */
  open: {
    args: [],
    prepare: (root) => administratorsRoom(root, { policyMode: 0o666 }),
    async run({ window, folder }) {
      const alert = window.getByRole('alert').filter({ hasText: '/etc/lab-companion/policy.yaml' })
      await alert.waitFor()
      say('Writable policy', (await alert.innerText()).replaceAll(/\s+/g, ' '))
      await window.screenshot({ path: join(folder, 'alert.png') })
      if ((await window.title()).includes('Room 12')) throw new Error('a classroom that anybody could have changed was opened')
      if ((await window.getByRole('button', { name: 'Connect' }).count()) > 0) throw new Error('addresses are not locked')
    }
  }
}

/** @param {string} name @param {string} seen */
const say = (name, seen) => console.log(`ok      ${name.padEnd(16)}  ${seen}`)

/** @param {string} what @param {unknown} found @param {unknown} wanted */
function expect(what, found, wanted) {
  if (found !== wanted) throw new Error(`${what}: ${found}, not ${wanted}`)
}

/**
 * @param {import('playwright').Page} window
 * @param {string} tab
 * @param {(settings: import('playwright').Locator) => Promise<void>} act may close them
 */
async function inSettings(window, tab, act) {
  await window.keyboard.press('Control+,')
  const settings = window.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('tab', { name: tab }).click()
  await act(settings)
  if ((await settings.count()) > 0) await settings.getByRole('button', { name: 'Close settings' }).click()
}

/** @param {import('playwright').Page} window @param {string} name */
async function lockedItem(window, name) {
  const item = window.getByRole('menuitem', { name })
  await item.waitFor()
  const described = await item.getAttribute('aria-description')
  if (!described?.includes('Set by your classroom’s administrator')) throw new Error(`"${name}" is not locked`)
}
