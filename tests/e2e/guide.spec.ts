import axe from 'axe-core'
import type { Page } from 'playwright/test'
import { expect, expectSession, terminalText, test, treeItem, type } from './app'
import { guide, step } from './lesson'
import { picture } from './looks'

const open = (page: Page, id: string) => step(page, id).getByRole('button').first().click()

async function expectState(page: Page, id: string, state: string): Promise<void> {
  await expect(step(page, id)).toHaveAttribute('data-state', state, { timeout: 15_000 })
}

/** Run by the driver: the page's own policy lets no script in that is not the program's. */
function findings(page: Page): Promise<string[]> {
  return page.evaluate(`(() => { const module = { exports: {} }; ${axe.source}; return module.exports })().run(document.querySelector('aside[data-place="guide"]')).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`)
}

test('a student does the beginning of the unit, and steps tick by themselves, in order and out of it', async ({ start, userDataDir }) => {
  const { page, electron } = await start({ args: ['--practice'] })
  await expect(guide(page).getByRole('progressbar', { name: 'Unit progress' })).toBeVisible()
  await expectState(page, 'A1', 'todo')
  await expect(step(page, 'A1')).toHaveAccessibleName('Become admin on the cluster')

  await test.step('logging in by the window’s button ticks the step that asks for it', async () => {
    await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
    await expectSession(page, 'Logged in as admin')
    await expectState(page, 'A1', 'done')
    await expect(guide(page).getByRole('progressbar')).toHaveAttribute('value', '1')
  })

  await test.step('typed commands tick theirs, out of order as well, with no press in the guide', async () => {
    await type(page, 'oc get node worker01 -o wide')
    await expectState(page, 'B3', 'done')
    await type(page, 'oc get nodes')
    await expectState(page, 'B1', 'done')
    await expectState(page, 'B2', 'todo')
    await type(page, 'oc login --token="$(oc whoami -t)" --server="$(oc whoami --show-server)"')
    await expectState(page, 'A2', 'done')
  })

  await test.step('“Run in terminal” types the commands into the identity’s tab and ticks the step', async () => {
    await open(page, 'A4')
    for (const button of await step(page, 'A4').getByRole('button', { name: 'Run in terminal' }).all()) {
      await button.click()
      await expect(button).not.toHaveAttribute('aria-busy', 'true', { timeout: 15_000 })
    }
    await expect(terminalText(page)).toContainText('oc whoami --show-console')
    await expectState(page, 'A4', 'done')
  })

  await test.step('a mistake shows its own words, and they go when it is put right', async () => {
    await open(page, 'A5')
    // The guide's own oc login: nobody has to know a password, and admin stays in front until developer is chosen.
    await step(page, 'A5').getByRole('button', { name: 'Run in terminal' }).first().click()
    await expect(terminalText(page)).toContainText(/oc login -u developer[^]*Login successful/, { timeout: 15_000 })
    await expectSession(page, 'Logged in as admin')
    await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
    await expectSession(page, 'Logged in as developer')
    await step(page, 'A5').getByRole('button', { name: 'Run in terminal' }).nth(1).click()
    await expect(step(page, 'A5').getByRole('status').filter({ hasText: 'You are still developer' })).toBeVisible()
    await expectState(page, 'A5', 'failed')
    await expect(step(page, 'A5')).toContainText('not yet')
    await page.getByRole('button', { name: /admin/ }).and(page.getByRole('group', { name: 'Users' }).getByRole('button')).first().click()
    await expectState(page, 'A5', 'done')
  })

  await test.step('hints open one by one, a question is answered', async () => {
    await open(page, 'A3')
    await step(page, 'A3').getByRole('button', { name: 'Hint' }).click()
    await expect(step(page, 'A3').getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
    await step(page, 'A3').getByRole('radio', { name: 'It only works for kubeadmin' }).check()
    await step(page, 'A3').getByRole('button', { name: 'Answer' }).click()
    await expect(step(page, 'A3')).toContainText('Not quite')
    await step(page, 'A3').getByRole('radio', { name: /The browser must be on the computer/ }).check()
    await step(page, 'A3').getByRole('button', { name: 'Answer' }).click()
    await expectState(page, 'A3', 'done')
  })

  await test.step('the keyboard comes to the guide and opens a step', async () => {
    await page.getByRole('tree', { name: 'Cluster' }).locator('[role="treeitem"]').first().click()
    for (let presses = 0; presses < 5 && !(await guide(page).evaluate((region) => region.closest('[data-place]')!.contains(document.activeElement))); presses++) await page.keyboard.press('F6')
    await guide(page).getByRole('button', { name: /B\s*Kubernetes beneath/ }).focus()
    await page.keyboard.press('Enter')
    await step(page, 'B2').getByRole('button').first().focus()
    await page.keyboard.press('Enter')
    await expect(step(page, 'B2').getByRole('button', { name: 'Mark as done' })).toBeVisible()
  })

  await test.step('neither theme has anything that axe finds', async () => {
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
      expect(await findings(page), theme).toEqual([])
    }
  })

  await test.step('progress survives that the program is killed', async () => {
    const done = await guide(page).getByRole('progressbar').getAttribute('value')
    const gone = new Promise((resolve) => electron.process().once('exit', resolve))
    electron.process().kill('SIGKILL')
    await gone
    const { page: again } = await start({ args: ['--practice'], userDataDir })
    await expect(guide(again).getByRole('progressbar')).toHaveAttribute('value', done ?? '')
    await expectState(again, 'A2', 'done')
    await expect(step(again, 'B2').getByRole('button', { name: 'Mark as done' })).toBeVisible()
  })
})

test('a first machine by the guide alone: solved, shown, and put back to where a step began', async ({ start }) => {
  const { page, electron } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectState(page, 'A1', 'done')
  await guide(page).getByRole('button', { name: /E\s*First VM/ }).click()

  await test.step('what was installed before the lesson counts, and the solution is typed for who asks', async () => {
    for (const id of ['E1', 'E2']) {
      await open(page, id)
      await expect(step(page, id).getByText('Something comes first')).toBeHidden()
      await step(page, id).getByRole('button', { name: 'Solve it for me' }).click()
      await expectState(page, id, 'done')
    }
  })

  await test.step('a machine that starts is “not yet”, then the step ticks', async () => {
    await open(page, 'E3')
    await expect(step(page, 'E3').getByRole('button', { name: 'Back to the start of this step' })).toBeVisible()
    await step(page, 'E3').getByRole('button', { name: 'Run in terminal' }).click()
    await expect(step(page, 'E3').getByRole('list', { name: 'Checks' })).toContainText('not yet')
    await expectState(page, 'E3', 'done')
  })

  await test.step('“Show me” opens the machine', async () => {
    await step(page, 'E3').getByRole('button', { name: 'Show me' }).click()
    await expect(page.getByRole('main', { name: 'Stage' }).getByRole('tab', { name: /rhel9-test/ })).toBeVisible()
  })

  await test.step('back to the start of the step: it is to do, and the machine is stopped', async () => {
    await step(page, 'E3').getByRole('button', { name: 'Back to the start of this step' }).click()
    await expectState(page, 'E3', 'todo')
    await expect(treeItem(page, 'VirtualMachine', 'rhel9-test')).toHaveAttribute('data-status', 'Stopped')
    await type(page, 'clear')
    await picture(page, 'guide')
  })

  await test.step('on a small screen the guide stands alone, and gives way when it is folded', async () => {
    const size = (width: number) => electron.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setContentSize(wanted, 900), width)
    await size(560)
    await expect(page.getByRole('main', { name: 'Stage' })).toBeHidden()
    await expect(page.getByRole('tree', { name: 'Cluster' })).toBeHidden()
    expect(await guide(page).evaluate((region) => region.getBoundingClientRect().width)).toBeGreaterThan(550)
    await page.keyboard.press('Control+Shift+g')
    await expect(page.getByRole('main', { name: 'Stage' })).toBeVisible()
    await page.keyboard.press('Control+Shift+g')
    await size(1440)
    await expect(page.getByRole('main', { name: 'Stage' })).toBeVisible()
  })

  await test.step('a section whose work is done already: the classroom is set up to begin before it, and the login stays', async () => {
    await guide(page).getByRole('button', { name: /D\s*Deploy the operator/ }).click()
    await guide(page).getByRole('button', { name: 'Set the classroom up for this section' }).click()
    await guide(page).getByRole('button', { name: 'Set it up now' }).click()
    await expect(guide(page).getByRole('button', { name: /Set .* up/ })).toBeHidden({ timeout: 30_000 })
    await expectSession(page, 'Logged in as admin')
    await open(page, 'D2')
    await step(page, 'D2').getByRole('button', { name: 'Run in terminal' }).click()
    // oc remembers for some minutes which kinds there are, and says it in other words then.
    await expect(terminalText(page)).toContainText(/have a resource type|could not find the requested resource/)
    await expectState(page, 'D2', 'done')
    await expectState(page, 'D8', 'todo')
  })

  await test.step('the quick starts of this cluster become units, and one is opened', async () => {
    await page.keyboard.press('Control+Shift+p')
    await page.keyboard.type('import unit')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Take them all/ }).click()
    const made = page.getByRole('list', { name: 'Imported units' })
    await made.getByRole('button', { name: /^Open / }).first().click()
    await expect(guide(page).getByRole('heading', { level: 2 })).not.toHaveText(/^Unit 1/)
    await expect(guide(page).locator('article[data-step]').first()).toBeVisible()
  })
})
