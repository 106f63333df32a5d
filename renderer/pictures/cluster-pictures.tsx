import { Arrow, Box, Canvas, Words } from './drawing'

export function FiveNodes({ alt }: { alt: string }) {
  return (
    <Canvas height={264} alt={alt}>
      <Box x={8} y={8} w={112} h={44} tone="own" title="workstation" note="oc, web browser" />
      <Arrow points={[[120, 30], [176, 30]]} />
      <Words x={148} y={24} anchor="middle">
        HTTPS
      </Words>
      <Box x={176} y={8} w={136} h={44} tone="inner" title="API of the cluster" note="port 6443" />
      <Arrow points={[[244, 52], [244, 100]]} />
      <Box x={8} y={68} w={304} h={188} tone="ghost" />
      <Words x={20} y={88} kind="heading">
        Cluster
      </Words>
      {['master01', 'master02', 'master03'].map((name, index) => (
        <Box key={name} x={20 + index * 96} y={100} w={88} h={44} title={name} note="API, etcd" />
      ))}
      <Words x={20} y={160}>
        Control plane: runs the cluster itself
      </Words>
      {['worker01', 'worker02'].map((name, index) => (
        <Box key={name} x={20 + index * 144} y={172} w={136} h={56} title={name}>
          <Box x={28 + index * 144} y={196} w={76} h={24} tone="inner" centred title="containers" />
          <Box x={112 + index * 144} y={196} w={36} h={24} tone="guest" centred title="VM" />
        </Box>
      ))}
      <Words x={20} y={244}>
        Workers: run your applications
      </Words>
    </Canvas>
  )
}

export function RestApi({ alt }: { alt: string }) {
  const clients = ['oc, virtctl', 'Web console', 'Lab Companion']
  return (
    <Canvas height={184} alt={alt}>
      {clients.map((name, index) => (
        <g key={name}>
          <Box x={8} y={32 + index * 44} w={100} h={32} tone="own" centred title={name} />
          <Arrow points={[[108, 48 + index * 44], [172, 48 + index * 44]]} />
        </g>
      ))}
      <Words x={140} y={42} kind="mono" anchor="middle">
        GET
      </Words>
      <Words x={140} y={86} kind="mono" anchor="middle">
        POST
      </Words>
      <Words x={140} y={130} kind="mono" anchor="middle">
        PATCH
      </Words>
      <Box x={172} y={32} w={80} h={120} tone="core" centred title="API server" note="checks rights" />
      <Arrow points={[[252, 92], [276, 92]]} />
      <Box x={276} y={72} w={36} h={40} centred title="etcd" />
      <Words x={8} y={20} kind="heading">
        Clients
      </Words>
      <Words x={172} y={20} kind="heading">
        Cluster
      </Words>
      <Words x={8} y={176}>
        HTTPS, port 6443. Answers: 200 OK, 403, 404
      </Words>
    </Canvas>
  )
}
