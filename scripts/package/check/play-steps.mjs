/** @param {string} name @param {string} seen */
export const say = (name, seen) => console.log(`ok      ${name.padEnd(16)}  ${seen}`)

/** @param {string} what @param {unknown} found @param {unknown} wanted */
export function expect(what, found, wanted) {
  if (found !== wanted) throw new Error(`${what}: ${found}, not ${wanted}`)
}

/**
 * @param {import('playwright').Page} window
 * @param {string} tab
 * @param {(settings: import('playwright').Locator) => Promise<void>} act may close them
 */
export async function inSettings(window, tab, act) {
  await window.keyboard.press('Control+,')
  const settings = window.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('tab', { name: tab }).click()
  await act(settings)
  if ((await settings.count()) > 0) await settings.getByRole('button', { name: 'Close settings' }).click()
}

/** @param {import('playwright').Locator} item a button or an entry of a menu, which must say that it is locked */
export async function locked(item) {
  await item.waitFor()
  expect(`whether ${item} is disabled`, await item.getAttribute('aria-disabled'), 'true')
  expect(`what ${item} says`, await item.getAttribute('aria-description'), 'Set by your classroom’s administrator')
}
