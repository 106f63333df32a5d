import { cleanup, configure } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, expect } from 'vitest'
import { createFakeMain, type FakeMain } from '../fakes/window-app'

// Slices are fetched, and translated for the test, when they are first shown: on a busy machine that takes longer than the library's second.
configure({ asyncUtilTimeout: 5_000 })

// What jsdom does not have and views rely on. Modality itself (inertness, Escape) is Chromium's and is tested in the real window.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}
HTMLDialogElement.prototype.close = function close() {
  this.open = false
}
Element.prototype.scrollIntoView = () => undefined
window.matchMedia = (media) => Object.assign(new EventTarget(), { matches: false, media }) as unknown as MediaQueryList
window.requestIdleCallback = () => 0
window.cancelIdleCallback = () => undefined
window.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** A fresh double of main for each test of a file. Stores outlive tests: import views anew with `vi.resetModules` where that matters. */
export function useFakeMain(): { readonly main: FakeMain } {
  const holder = { main: createFakeMain() }
  beforeEach(() => {
    holder.main = createFakeMain()
    Object.defineProperty(window, 'app', { value: holder.main.api, configurable: true })
  })
  afterEach(cleanup)
  return holder
}

/** Fails with the list of what axe finds. Colours need a real rendering and are checked in the real window. */
export async function expectAccessible(element: Element): Promise<void> {
  const { violations } = await axe.run(element, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}
