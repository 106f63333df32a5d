export interface NoteTemplate {
  id: string
  title: string
  text: (now: Date) => string
}

const day = (now: Date): string => now.toLocaleDateString('sv')

/** What students write again and again, as headings to fill in. */
export const noteTemplates: readonly NoteTemplate[] = [
  {
    id: 'recap',
    title: 'Unit recap',
    text: (now) => `# Unit recap, ${day(now)}

## What it was about

-

## Commands to remember

\`\`\`shell

\`\`\`

## Mistakes I made

-

## Questions for class

- [ ]
`,
  },
  {
    id: 'log',
    title: 'Lab log',
    text: (now) => `# Lab log, ${day(now)}

| Step | What I did | What I saw |
| --- | --- | --- |
|  |  |  |

## What was slow

-
`,
  },
  {
    id: 'trouble',
    title: 'Trouble report',
    text: (now) => `# Trouble: , ${day(now)}

## What happened

## What I expected

## How to see it again

1.

## What I tried

-

## What it was

`,
  },
]
