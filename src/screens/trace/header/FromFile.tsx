import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useNavigate } from 'react-router'
import { forgetFile, openedFilesQuery } from '../../../data/openedFiles.ts'
import { splitTraceName } from '../../../model/traceName.ts'
import { Button } from '../../../ui/Button.tsx'
import styles from '../TraceScreen.module.css'

/** Which opened file the trace is from, and what of that file could not be read. */
export function FromFile({ name }: { readonly name: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const file = useQuery(openedFilesQuery()).data?.find(({ key }) => key === splitTraceName(name).file)
  if (!file) return null
  const forget = () => void forgetFile(client, file.key).then(() => navigate('/search'))
  return (
    <div className={styles.notice}>
      <p>
        <FileText size={13} aria-hidden="true" /> From the file <bdi>{file.name}</bdi>, opened in this browser only.{' '}
        <Button size="small" onClick={forget}>
          Forget it
        </Button>
      </p>
      {file.kept !== true && <p>{file.kept}</p>}
      {file.notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
    </div>
  )
}
