import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright/test'
import { expect } from './app'

const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

/** What `npm run pictures` takes goes into the documentation; any other run leaves its pictures with the test's results. */
const folder = process.env['LC_PICTURES'] ?? join('test-results', 'pictures')

async function inTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
  // Terminals draw their colours in the next frame. Colours that are on their way to the other theme would be judged, and pictured, half way.
  await page.evaluate(async () => {
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish()
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

/** Saves a picture of the window in each theme, as NAME-dark.png and NAME-light.png. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const theme of themes) {
    await inTheme(page, theme)
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
}

/** Fails with the list of what axe finds in this part of the window, in either theme, colours included. */
export async function expectAccessible(page: Page, part: Locator): Promise<void> {
  await page.evaluate(axe.source)
  for (const theme of themes) {
    await inTheme(page, theme)
    const found = await part.evaluate(async (element, everything) => {
      // Between themes nothing changes but the colours.
      const only = everything ? {} : { runOnly: ['color-contrast'] }
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(element, { resultTypes: ['violations'], ...only })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join(' | ')}`)
    }, theme === themes[0])
    expect(found, theme).toEqual([])
  }
}
