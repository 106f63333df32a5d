import { createElement, memo, startTransition, useEffect, useMemo, useRef, useState, type ComponentProps, type ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { isTangled, markdownOf, type Page, pagesOf } from '../../core/markdown'
import { openLink } from '../border'
import { pictureOf } from '../pictures'
import styles from './markdown.module.css'
import { openStep, useGuide } from './store'

const plugins = [remarkGfm]

/** A text of a unit. HTML in it stays text; links and pictures lead only where main has let them. A long one is drawn in parts, with a rest between. */
export function Text({ children, small = false }: { children: string; small?: boolean }) {
  const pages = useMemo(() => pagesOf(children), [children])
  const [drawn, setDrawn] = useState(1)
  useEffect(() => {
    if (drawn < pages.length) startTransition(() => setDrawn(drawn + 1))
  }, [drawn, pages])
  return (
    <div className={small ? styles.small : styles.text}>
      {pages.slice(0, drawn).map((page, index) => (
        <Part key={index} {...page} />
      ))}
    </div>
  )
}

const Part = memo(function Part(page: Page) {
  // Main refuses a text that costs too much to read; but what was cut out of a long line begins in another way than the line.
  if (isTangled(page.text)) return <p>{page.text}</p>
  return (
    <Markdown remarkPlugins={plugins} components={components} urlTransform={allowed}>
      {markdownOf(page).markdown}
    </Markdown>
  )
})

/** Whatever else a text leads to is left out. */
function allowed(url: string): string {
  return /^(https:|glossary:|step:|picture:)/.test(url) || /^[A-Za-z0-9_][A-Za-z0-9_./-]*\.(svg|png)$/.test(url) ? url : ''
}

const components: Components = {
  a: ({ href = '', children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt = '', title }) => <Picture source={typeof src === 'string' ? src : ''} alt={alt} caption={title ?? null} />,
  // A unit's headings stand below those of the step.
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  table: ({ children }) => (
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  input: (props: ComponentProps<'input'>) => <input {...props} disabled aria-label={props.checked === true ? 'done' : 'to do'} />,
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  if (href.startsWith('glossary:')) return <GlossaryWord id={href.slice('glossary:'.length)}>{children}</GlossaryWord>
  if (href.startsWith('step:')) {
    return (
      <button type="button" className={styles.link} onClick={() => void openStep(href.slice('step:'.length))}>
        {children}
      </button>
    )
  }
  if (!href.startsWith('https:')) return <>{children}</>
  return (
    <button type="button" role="link" className={styles.link} title={href} onClick={() => openLink(href)}>
      {children}
    </button>
  )
}

// The width of the explanation's box, in pixels; it stays this far inside the window.
const BOX_WIDTH = 280
const MARGIN = 12

function GlossaryWord({ id, children }: { id: string; children: ReactNode }) {
  const entry = useGuide(({ course }) => course?.content?.glossary.find((each) => each.id === id))
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  const word = useRef<HTMLButtonElement>(null)
  if (entry === undefined) return <>{children}</>

  const toggle = (): void => {
    const box = word.current?.getBoundingClientRect()
    setPlace(place !== null || box === undefined ? null : { left: Math.min(box.left, window.innerWidth - BOX_WIDTH - MARGIN), top: box.bottom + 4 })
  }
  return (
    <span
      className={styles.glossary}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setPlace(null)
      }}
    >
      <button ref={word} type="button" className={styles.word} aria-expanded={place !== null} onClick={toggle} onKeyDown={(event) => event.key === 'Escape' && setPlace(null)}>
        {children}
      </button>
      {place !== null && (
        <span role="note" aria-label={entry.term} className={styles.explanation} style={{ ...place, width: BOX_WIDTH }}>
          <strong>{entry.term}</strong>
          <Markdown components={inline} urlTransform={allowed}>
            {entry.text}
          </Markdown>
        </span>
      )}
    </span>
  )
}

/** Inside of a sentence there are no blocks. */
const inline: Components = {
  p: ({ children }) => <span>{children}</span>,
  a: ({ children }) => <>{children}</>,
  img: () => null,
}

/** A picture that the program draws, or a file of the unit. */
export function Picture({ source, alt, caption }: { source: string; alt: string; caption: string | null }) {
  const filesUrl = useGuide(({ course }) => course?.content?.filesUrl ?? '')
  const drawn = source.startsWith('picture:') ? pictureOf(source.slice('picture:'.length)) : null
  const isElsewhere = /^(https|glossary|step):/.test(source)
  if (source === '' || isElsewhere || (drawn === null && source.startsWith('picture:'))) return <span className={styles.missing}>{alt}</span>
  const url = source.startsWith('app:') ? source : `${filesUrl}${source}`
  return (
    <span className={styles.picture}>
      {drawn === null ? <img src={url} alt={alt} /> : createElement(drawn, { alt })}
      {caption !== null && <span className={styles.caption}>{caption}</span>}
    </span>
  )
}
