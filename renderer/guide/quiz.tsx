import { useId, useState } from 'react'
import type { QuestionContent } from '../../core/contract'
import type { StepStatus } from '../../core/course'
import { Button, classes, StatusIcon } from '../ui'
import { Text } from './markdown'
import styles from './quiz.module.css'
import { answer } from './store'

export function Quiz({ step, questions, answers, revealed }: { step: string; questions: readonly QuestionContent[]; answers: StepStatus['answers']; revealed: boolean }) {
  return questions.map((question) => <Question key={question.id} step={step} question={question} given={answers[question.id] ?? null} revealed={revealed} />)
}

interface QuestionProps {
  step: string
  question: QuestionContent
  given: StepStatus['answers'][string] | null
  /** Instructors see the answer. */
  revealed: boolean
}

function Question({ step, question, given, revealed }: QuestionProps) {
  const name = useId()
  const [chosen, setChosen] = useState<readonly number[]>(given?.given ?? [])
  const isAnswered = given !== null && given.given.length === chosen.length && given.given.every((number) => chosen.includes(number))
  const choose = (number: number): void => setChosen(!question.several ? [number] : chosen.includes(number) ? chosen.filter((each) => each !== number) : [...chosen, number])

  return (
    <div className={styles.question}>
      <fieldset>
        <legend>
          <Text>{question.question}</Text>
        </legend>
        {question.options.map((option, index) => (
          <label key={option} className={classes(styles.option, revealed && question.answer.includes(index + 1) && styles.right)}>
            <input type={question.several ? 'checkbox' : 'radio'} name={name} checked={chosen.includes(index + 1)} onChange={() => choose(index + 1)} />
            <span>{option}</span>
          </label>
        ))}
      </fieldset>
      {!(isAnswered && given.right) && (
        <Button disabled={chosen.length === 0} className={styles.answer ?? ''} onClick={() => void answer(step, question.id, [...chosen].sort((a, b) => a - b))}>
          Answer
        </Button>
      )}
      <div role="status" className={styles.outcome}>
        {isAnswered && (
          <>
            <StatusIcon tone={given.right ? 'ok' : 'danger'} className={styles.icon ?? ''} />
            {given.right ? <Text small>{`**Right.** ${question.because}`}</Text> : <span>Not quite. Look again, and choose another answer.</span>}
          </>
        )}
        {revealed && !(isAnswered && given.right) && <Text small>{question.because}</Text>}
      </div>
    </div>
  )
}
