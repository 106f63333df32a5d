import { useState } from 'react'
import { type Anatomy, type AnatomyHost, type AnatomyPart, EXPLANATIONS } from '../../core/cluster/anatomy'
import styles from './anatomy.module.css'
import { Arrows } from './arrows'
import { Card, Chip, Nest, PointingContext } from './parts'

/** The whole drawing: what was asked for, where it runs, its disks and its network, and the arrows between them. */
export function Picture({ anatomy }: { anatomy: Anatomy }) {
  const [picture, setPicture] = useState<HTMLDivElement | null>(null)
  const [pointed, setPointed] = useState<AnatomyPart | null>(null)
  const { sentence, machine, instance, agent, hosts, disks, network, links } = anatomy
  return (
    <PointingContext value={setPointed}>
      <figure className={styles.figure} aria-label={`Anatomy of ${machine.name}`}>
        <figcaption className={styles.sentence} aria-live="polite">
          {sentence}
        </figcaption>
        <div className={styles.scroll}>
          <div ref={setPicture} className={styles.picture} data-hosts={hosts.length}>
            <div className={styles.asked}>
              <h2>What you asked for</h2>
              <Card part={machine} />
              <Card part={instance} />
              <h2 className={styles.later}>What the guest answers</h2>
              <Card part={agent} tone="guest" />
              <Legend />
            </div>
            <div className={styles.hosts}>
              <h2>{hosts.length > 1 ? 'Where it runs, and where it goes' : 'Where it runs'}</h2>
              {hosts.map((host, index) => (
                <Host key={host.node.id} host={host} isTarget={index > 0} />
              ))}
            </div>
            <div className={styles.disks}>
              <h2>Its disk</h2>
              {disks.length === 0 && <p className={styles.none}>no disk</p>}
              {disks.map((part) => (
                <Card key={part.id} part={part} />
              ))}
            </div>
            <div className={styles.network}>
              <h2>Its network</h2>
              {network.map((part) => (
                <Card key={part.id} part={part} />
              ))}
            </div>
            {picture && <Arrows picture={picture} links={links} />}
          </div>
        </div>
        <p className={styles.explanation}>{pointed === null ? 'Point at a part to read what it is; press it to open its object.' : <Explanation part={pointed} />}</p>
      </figure>
    </PointingContext>
  )
}

function Explanation({ part }: { part: AnatomyPart }) {
  return (
    <>
      <strong>{part.name}</strong> {EXPLANATIONS[part.role]}
    </>
  )
}

function Host({ host: { node, pod, compute, processes, qemu, guest, guestAgent, devices, sidecars, services }, isTarget }: { host: AnatomyHost; isTarget: boolean }) {
  return (
    <div data-host>
      <Nest part={node} depth="node">
        <Nest part={pod} depth="pod">
          {pod.ref !== null && (
            <>
              <Nest part={compute} depth="container">
                <div className={styles.chips}>
                  {processes.map((part) => (
                    <Chip key={part.id} part={part} />
                  ))}
                </div>
                <Nest part={qemu} depth="process" mono>
                  {!isTarget && (
                    <div className={styles.machine}>
                      <Nest part={guest} depth="guest">
                        <Chip part={guestAgent} />
                      </Nest>
                      <div className={styles.devices}>
                        {devices.map((part) => (
                          <Chip key={part.id} part={part} />
                        ))}
                      </div>
                    </div>
                  )}
                </Nest>
              </Nest>
              {sidecars.map((part) => (
                <Nest key={part.id} part={part} depth="container" />
              ))}
            </>
          )}
        </Nest>
        {services.length > 0 && (
          <>
            <h3>Kernel and services of the node</h3>
            <div className={styles.chips}>
              {services.map((part) => (
                <Chip key={part.id} part={part} />
              ))}
            </div>
          </>
        )}
      </Nest>
    </div>
  )
}

function Legend() {
  return (
    <ul className={styles.legend} aria-hidden="true">
      <li data-kind="creates">creates or binds</li>
      <li data-kind="uses">uses</li>
      <li data-kind="answers">answers over virtio-serial</li>
    </ul>
  )
}
