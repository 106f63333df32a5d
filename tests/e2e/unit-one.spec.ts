import type { Page } from 'playwright/test'
import type { StepContent } from '../../core/contract'
import { expect, expectSession, terminalText, test } from './app'
import { answerQuestions, contentOf, guide, openSection, resetToBegin, step } from './lesson'

// An installation takes twenty seconds, a guest's start fifteen, and two probes wait ten seconds in vain; twice that on a busy machine.
const WHOLE_UNIT_MS = 6 * 60_000
const ONE_STEP_MS = 90_000

/** Types into the terminal of a user, line after line. */
async function typeAs(page: Page, user: string, text: string): Promise<void> {
  await terminalText(page).getByRole('tab', { name: new RegExp(`^${user}`) }).first().click()
  await terminalText(page).locator('.xterm-helper-textarea:visible').last().focus()
  for (const line of text.split('\n')) {
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
}

/** What a student types beside the unit's own commands. */
const byHand: Record<string, (page: Page, content: StepContent) => Promise<void>> = {
  A1: async (page) => {
    await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
    await expectSession(page, 'Logged in as admin')
  },
  A3: answerQuestions,
  A5: async (page, { commands }) => {
    await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
    await expectSession(page, 'Logged in as developer')
    await typeAs(page, 'developer', commands[1]?.text ?? '')
    await expect(terminalText(page)).toContainText('is forbidden')
    await page.getByRole('group', { name: 'Users' }).getByRole('button', { name: /admin/ }).first().click()
  },
  D4: (page, { solution }) => typeAs(page, 'admin', solution[0]?.text ?? ''),
  E6: async (page, { commands }) => {
    await typeAs(page, 'admin', commands[0]?.text ?? '')
    const screen = terminalText(page)
    await expect(async () => {
      await page.keyboard.press('Enter')
      await expect(screen).toContainText('rhel9-test login:', { timeout: 2_000 })
    }).toPass({ timeout: ONE_STEP_MS })
    await page.keyboard.type('student\r')
    // Other terminals have asked for passwords, too.
    await expect(screen).toContainText(/login: student\s*Password:/)
    await page.keyboard.type('student\r')
    await expect(screen).toContainText('[student@rhel9-test ~]$')
    await page.keyboard.press('Control+]')
  },
}

test('a student does the whole of Unit 1 by typing, and every step ticks by itself', async ({ start }) => {
  test.setTimeout(WHOLE_UNIT_MS)
  const { page } = await start({ args: ['--practice'] })
  await expect(guide(page)).toBeVisible()
  await resetToBegin(page)
  const steps = await contentOf(page)
  expect(steps).toHaveLength(38)

  for (const content of steps) {
    await test.step(`${content.id} ${content.title}`, async () => {
      await expect(step(page, content.id)).not.toHaveAttribute('data-state', 'done')
      await openSection(page, content.id)
      const special = byHand[content.id]
      if (special) await special(page, content)
      else for (const { text, user } of content.commands) await typeAs(page, user ?? 'admin', text)
      if (/^C/.test(content.id)) await answerQuestions(page, content)
      await expect(step(page, content.id)).toHaveAttribute('data-state', 'done', { timeout: ONE_STEP_MS })
    })
  }
})
