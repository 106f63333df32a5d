import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { Button, Dialog, Field, Menu, Segments, Switch, Tabs } from '../../../renderer/ui'
import { expectAccessible, useFakeMain } from '../window'

useFakeMain()

describe('button', () => {
  test('keeps its focus while busy and ignores clicks', async () => {
    const click = vi.fn()
    render(
      <Button busy onClick={click}>
        Save
      </Button>,
    )
    const button = screen.getByRole('button', { name: 'Save' })
    await userEvent.click(button)
    expect(click).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(button)
  })
})

describe('menu', () => {
  const show = () => {
    const chosen: string[] = []
    const item = (id: string) => ({ kind: 'item' as const, id, label: id, onSelect: () => chosen.push(id) })
    render(<Menu label="More" button="More" entries={[item('one'), { kind: 'line', id: 'line' }, item('two'), item('three')]} />)
    return { chosen, trigger: screen.getByRole('button', { name: 'More' }) }
  }

  test('is driven by arrows, Home, End and Enter, around both ends', async () => {
    const { chosen, trigger } = show()
    trigger.focus()
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('one')
    await userEvent.keyboard('{ArrowUp}')
    expect(document.activeElement?.textContent).toBe('three')
    await userEvent.keyboard('{ArrowDown}{End}{Home}{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('two')
    await expectAccessible(document.body)
    await userEvent.keyboard('{Enter}')
    expect(chosen).toEqual(['two'])
    expect(document.activeElement).toBe(trigger)
    expect(screen.queryByRole('menu')).toBeNull()
  })

  test('closes with Escape, giving the focus back, and with a press outside', async () => {
    const { trigger } = show()
    await userEvent.click(trigger)
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('menu')).toBeNull()
    expect(document.activeElement).toBe(trigger)

    await userEvent.click(trigger)
    fireEvent.pointerDown(document.body)
    expect(screen.queryByRole('menu')).toBeNull()
  })
})

describe('tabs', () => {
  test('move and select with the arrows, around both ends', async () => {
    function Pages() {
      const [selected, setSelected] = useState('a')
      const page = (id: string) => ({ id, label: id.toUpperCase(), content: <p>page {id}</p> })
      return <Tabs label="Pages" items={[page('a'), page('b')]} selected={selected} onSelect={setSelected} />
    }
    const { container } = render(<Pages />)
    screen.getByRole('tab', { name: 'A' }).focus()
    await userEvent.keyboard('{ArrowLeft}')
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('B')
    expect(screen.getByRole('tabpanel', { name: 'B' }).textContent).toBe('page b')
    expect(document.activeElement?.textContent).toBe('B')
    await expectAccessible(container)
  })
})

describe('dialog', () => {
  test('starts on the safe button, closes by request, and gives the focus back', () => {
    const close = vi.fn()
    function Place({ open }: { open: boolean }) {
      return (
        <>
          <button type="button">Before</button>
          {open && (
            <Dialog title="Sure?" onClose={close} buttons={<Button data-autofocus>No</Button>}>
              Really.
            </Dialog>
          )}
        </>
      )
    }
    const { rerender } = render(<Place open={false} />)
    screen.getByRole('button', { name: 'Before' }).focus()
    rerender(<Place open />)
    expect(document.activeElement?.textContent).toBe('No')
    fireEvent(screen.getByRole('dialog', { name: 'Sure?' }), new Event('cancel', { cancelable: true }))
    expect(close).toHaveBeenCalledOnce()
    rerender(<Place open={false} />)
    expect(document.activeElement?.textContent).toBe('Before')
  })
})

describe('fields', () => {
  test('say hint and problem to everybody', async () => {
    const { container, rerender } = render(<Field label="Name" hint="As on your badge." />)
    const field = screen.getByRole('textbox', { name: 'Name', description: 'As on your badge.' })
    rerender(<Field label="Name" hint="As on your badge." problem="Too short." />)
    expect(screen.getByRole('textbox', { name: 'Name', description: 'Too short.' })).toBe(field)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    await expectAccessible(container)
  })

  test('a switch and segments tell what was chosen', async () => {
    const changes: unknown[] = []
    const segments = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ] as const
    const { container } = render(
      <>
        <Switch label="Sound" checked={false} onChange={(on) => changes.push(on)} />
        <Segments label="Letter" segments={segments} value="a" onChange={(value) => changes.push(value)} />
      </>,
    )
    await userEvent.click(screen.getByRole('switch', { name: 'Sound' }))
    await userEvent.click(screen.getByRole('radio', { name: 'B' }))
    expect(changes).toEqual([true, 'b'])
    await expectAccessible(container)
  })
})
