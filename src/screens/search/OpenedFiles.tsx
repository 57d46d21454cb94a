import { useQueryClient } from '@tanstack/react-query'
import { FileText, X } from 'lucide-react'
import { forgetAllFiles, forgetFile, type OpenedFile } from '../../data/openedFiles.ts'
import { formatBytes, plural } from '../../lib/format.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import styles from './OpenedFiles.module.css'

/** The files whose traces are in the list: what was not readable in them, and the way to forget them. */
export function OpenedFiles({ files }: { readonly files: readonly OpenedFile[] }) {
  const client = useQueryClient()
  const unkept = files.find(({ kept }) => kept !== true)
  return (
    <section aria-labelledby="opened-files" className={styles.files}>
      <h2 id="opened-files" className={styles.title}>
        Opened files
      </h2>
      <ul role="list" className={styles.list}>
        {files.map((file) => (
          <li key={file.key} className={styles.file}>
            <FileText size={13} aria-hidden="true" />
            <bdi className={styles.name} data-tip={file.name}>
              {file.name}
            </bdi>
            <span className={styles.muted}>
              {plural(file.traces.length, 'trace')}, {formatBytes(file.bytes)}
            </span>
            <IconButton size="small" label={`Forget ${file.name}`} onClick={() => void forgetFile(client, file.key)}>
              <X size={13} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {files.length > 1 && (
        <Button size="small" tone="quiet" onClick={() => void forgetAllFiles(client)}>
          Forget all
        </Button>
      )}
      {unkept && <p className={styles.notice}>{unkept.kept}</p>}
      {files.flatMap(({ key, name, notices }) =>
        notices.map((notice) => (
          <p key={`${key} ${notice}`} className={styles.notice}>
            <bdi>{name}</bdi>: {notice}
          </p>
        )),
      )}
    </section>
  )
}
