import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { takePictures, until } from '../../demo.mjs'
import { runCommand } from '../../processes.mjs'
import { expect, inSettings, locked, say } from './play-steps.mjs'
import { administratorsRoom } from './room.mjs'

/** @typedef {import('./plays.mjs').Play} Play */

/**
 * With what an administrator has laid into /etc, as a new student meets it.
 *
 * @type {Record<'room' | 'exam' | 'open', Play>}
 */
export const roomPlays = {
  /** A classroom, a unit, and every lock. */
  room: {
    args: [],
    prepare: (root) => administratorsRoom(root),
    async run({ window, folder }) {
      await until('the prepared classroom', async () => (await window.title()).includes('Room 12'))
      await window.getByRole('contentinfo').getByText('Passwords in memory only').waitFor()
      say('Classroom of /etc', `"${await window.title()}", opened by itself; passwords in memory only`)
      await window.getByRole('button', { name: /Room 12/ }).first().click()
      for (const name of ['Open classroom file…', 'Course classroom', 'Practice classroom']) await locked(window.getByRole('menuitem', { name }))
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
        await takePictures({ window, folder }, 'about')
        await settings.getByRole('button', { name: 'Copy diagnostics…' }).click()
      })
      const diagnostics = window.getByRole('dialog', { name: 'Diagnostics' })
      const shownText = diagnostics.getByRole('region', { name: 'What is copied' })
      // Asked of the tools and the keychain while one waits.
      await shownText.getByText('/etc/lab-companion/policy.yaml').waitFor()
      const text = await shownText.innerText()
      for (const part of ['Room 12', 'forbidStoredPasswords', '/etc/lab-companion/policy.yaml']) if (!text.includes(part)) throw new Error(`the diagnostics lack ${part}:\n${text}`)
      if (text.includes('redhatocp')) throw new Error('the diagnostics hold a password')
      await takePictures({ window, folder }, 'diagnostics')
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

  /** An exam, in which the practice classroom is there, and the cluster of the room is not vouched for. */
  exam: {
    args: [],
    prepare: (root) => administratorsRoom(root, { locks: ['forbidNewCertificates', 'forbidSolutions'], isVouched: false }),
    async run({ window, folder }) {
      await until('the prepared classroom', async () => (await window.title()).includes('Room 12'))
      await window.getByRole('button', { name: 'Log in as developer', exact: true }).click()
      await window.getByText('Only certificates that this computer or the classroom file vouches for are allowed here. Set by your classroom’s administrator. Questions: Room 12, phone 4711. No password has been sent.').first().waitFor()
      expect('questions about trust', await window.getByRole('dialog').count(), 0)
      await takePictures({ window, folder }, 'certificate')
      say('New certificate', 'refused with the sentence, without a question and before a password was sent')

      await window.getByRole('button', { name: /Room 12/ }).first().click()
      await window.getByRole('menuitem', { name: 'Practice classroom' }).click()
      await until('the practice classroom', async () => !(await window.title()).includes('Room 12'))
      await window.getByRole('button', { name: 'Log in as admin', exact: true }).click()
      await window.locator('[role=treeitem][data-kind=Node]').first().waitFor()
      await window.getByRole('tab', { name: 'Guide', exact: true }).click()
      await window.getByRole('button', { name: /E\s*First VM/ }).click()
      const step = window.locator('article[data-step=E1]')
      await step.getByRole('button').first().click()
      await locked(step.getByRole('button', { name: 'Solve it for me' }))
      await takePictures({ window, folder }, 'solution')
      // As a page would ask that somebody has tampered with.
      const answer = await window.evaluate(() => /** @type {any} */ (globalThis).app.course.solve({ step: 'E1' }))
      expect('what main says', answer?.error?.lock, 'forbidSolutions')
      say('Solution', 'not to be pressed, and refused by main')
    },
    async after(root) {
      const log = readFileSync(join(root, 'home/student/.config/Lab Companion/logs/lab-companion.log'), 'utf8')
      const wanted = [/ info Lab Companion \S+ begins: Electron /, / info "Room 12" is open \(file\), API https:/, / warn developer: cluster\.untrusted .*Set by your classroom’s administrator/, / info Lab Companion ends\n$/]
      for (const line of wanted) if (!line.test(log)) throw new Error(`the log has no line like ${line}:\n${log}`)
      say('Log', 'with version, classroom and why the login was refused')
    }
  },

  /** As in the first, but anybody could have changed what is in /etc. */
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
