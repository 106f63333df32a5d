import type { Locator, Page } from 'playwright/test'
import type { CourseState, StepContent } from '../../core/contract'
import { expect } from './app'

interface Window {
  app: {
    course: { get(): Promise<{ ok: true; value: CourseState }> }
    practice: { reset(input: object): Promise<{ ok: boolean }> }
  }
}

export const guide = (page: Page): Locator => page.getByRole('region', { name: 'Guide', exact: true })
export const step = (page: Page, id: string): Locator => guide(page).locator(`article[data-step="${id}"]`)

/** The practice classroom as Unit 1 begins. */
export async function resetToBegin(page: Page): Promise<void> {
  expect(await page.evaluate(() => (window as unknown as Window).app.practice.reset({ virtualization: 'absent' }))).toMatchObject({ ok: true })
}

export async function contentOf(page: Page): Promise<StepContent[]> {
  const answer = await page.evaluate(() => (window as unknown as Window).app.course.get())
  return answer.value.content?.sections.flatMap(({ steps }) => steps) ?? []
}

/** Unfolds the section of a step, where it is not open. */
export async function openSection(page: Page, id: string): Promise<void> {
  if (!(await step(page, id).isVisible())) await guide(page).getByRole('button', { name: new RegExp(`^${id.charAt(0)}\\s`) }).click()
}

export async function answerQuestions(page: Page, { id, quiz }: StepContent): Promise<void> {
  const card = step(page, id)
  const button = card.getByRole('button', { name: 'Answer' }).first()
  if (!(await button.isVisible())) await card.getByRole('button').first().click()
  for (const question of quiz) {
    const asked = card.getByRole('group', { name: question.question.replace(/[*`]/g, '') })
    for (const number of question.answer) await asked.getByRole(question.several ? 'checkbox' : 'radio', { name: question.options[number - 1] ?? '', exact: true }).check()
    // What is answered right has no button any more: the first is this question's.
    await button.click()
  }
}
