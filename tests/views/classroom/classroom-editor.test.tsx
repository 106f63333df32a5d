import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { ClassroomEditor } from '../../../renderer/classroom/classroom-editor'
import { useFakeMain } from '../window'

const fake = useFakeMain()

test('a password that was saved does not stay on the screen', async () => {
  const kept = 'users:\n  - name: admin\n'
  fake.main.answer({ classroom: { readSource: () => ({ file: '/home/student/classroom.yaml', text: kept }), checkSource: () => [], saveSource: () => ({ problems: [] }) } })
  render(<ClassroomEditor />)
  const editor = await screen.findByRole<HTMLTextAreaElement>('textbox')
  await userEvent.type(editor, '    password: geheim')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(editor.value).toBe(kept))
  expect(fake.main.calls.find(({ name }) => name === 'classroom.saveSource')?.input).toEqual({ text: `${kept}    password: geheim` })
  expect(screen.getByText('Saved')).toBeTruthy()
})
