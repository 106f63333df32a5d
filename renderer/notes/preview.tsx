import { memo, startTransition, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import Markdown, { type Components, defaultUrlTransform } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { isTangled, markdownOf, type Page, pagesOf } from '../../core/markdown'
import { frontMatterEnd, readCommand, readLinkTarget } from '../../core/notes'
import { boundMarks } from '../../core/text'
import { openLink } from '../border'
import { CapturedCard } from './captured-card'
import { NoteImage } from './note-image'
import { followLink } from './places'
import styles from './preview.module.css'
import { useSettledText } from './settled-text'
import { linkWikiLinks, WIKI_SCHEME } from './wiki-links'

/** A screen ahead of what is read, so that no gap is seen. */
const DRAWN_AHEAD = '1200px'

/** What prose takes of a column of 720 px: characters to a line, and the line's height. Only until the section itself is drawn. */
const EXPECTED = { charactersPerLine: 60, linePx: 24 }

interface PreviewProps {
  path: string
  onRun: (user: string | null, command: string) => (() => void) | null
}

/** The note as others will read it. Tags in it are text, addresses open in the desktop's browser, and nothing is fetched. */
export function Preview({ path, onRun }: PreviewProps) {
  const whole = useDeferredValue(useSettledText())
  const scroll = useRef<HTMLElement>(null)
  const pages = useMemo(() => pagesOf(boundMarks(whole.slice(frontMatterEnd(whole)))), [whole])
  const components = useMemo(() => componentsOf(path, onRun), [path, onRun])
  return (
    <article ref={scroll} className={styles.preview} aria-label="Preview" tabIndex={0}>
      {pages.map((page, index) => (
        <Section key={index} {...page} components={components} scroll={scroll} first={index === 0} />
      ))}
    </article>
  )
}

interface SectionProps extends Page {
  components: Components
  scroll: React.RefObject<HTMLElement | null>
  first: boolean
}

/** One part of the note, drawn when somebody scrolls near it, and again only when its own text changes. */
const Section = memo(function Section({ text, head, definitions, components, scroll, first }: SectionProps) {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(first)
  useEffect(() => {
    if (near || place.current === null) return
    // One for each part that comes near, and React rests between them.
    const watcher = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && startTransition(() => setNear(true)), { root: scroll.current, rootMargin: DRAWN_AHEAD })
    watcher.observe(place.current)
    return () => watcher.disconnect()
  }, [near, scroll])
  // Read as Markdown it would keep the window busy for seconds, or minutes.
  if (near && isTangled(text)) return <pre className={styles.section}>{text}</pre>
  if (!near) return <div ref={place} style={{ height: Math.ceil(text.length / EXPECTED.charactersPerLine) * EXPECTED.linePx }} />
  return (
    <div className={styles.section}>
      <Markdown remarkPlugins={[remarkGfm, linkWikiLinks]} urlTransform={(url) => (url.startsWith(WIKI_SCHEME) ? url : isLocal(url) ? url : defaultUrlTransform(url))} components={components}>
        {markdownOf({ text, head, definitions }).markdown}
      </Markdown>
    </div>
  )
})

function componentsOf(path: string, onRun: PreviewProps['onRun']): Components {
  return {
    a({ href = '', children }) {
      const target = href.startsWith(WIKI_SCHEME) ? decodeURIComponent(href.slice(WIKI_SCHEME.length)) : null
      return (
        <a
          href={target === null ? href : '#'}
          onClick={(event) => {
            event.preventDefault()
            if (target !== null) followLink(readLinkTarget(target))
            else openLink(href)
          }}
        >
          {children}
        </a>
      )
    },
    img: ({ src, alt }) => <NoteImage note={path} link={typeof src === 'string' ? src : ''} words={alt ?? ''} />,
    pre({ node, children }) {
      const code = node?.children[0]
      const info = code?.type === 'element' ? [/language-(\S+)/.exec(String(code.properties['className']))?.[1], code.data?.meta].filter(Boolean).join(' ') : ''
      const body = code?.type === 'element' && code.children[0]?.type === 'text' ? code.children[0].value.replace(/\n$/, '') : ''
      const command = readCommand(info, body)
      return command ? <CapturedCard captured={command} onRun={onRun(command.user, command.command)} /> : <pre tabIndex={0}>{children}</pre>
    },
    input: ({ checked }) => <input type="checkbox" checked={checked ?? false} disabled aria-label="Task" />,
    table: ({ children }) => (
      <div className={styles.wide}>
        <table>{children}</table>
      </div>
    ),
  }
}

function isLocal(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:/i.test(url)
}
