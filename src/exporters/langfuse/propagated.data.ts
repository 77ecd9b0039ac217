/** What can be copied to every span of a trace, by its key under `propagate`. */
export type PropagatedName = 'user' | 'session' | 'trace_name' | 'tags' | 'public' | 'release' | 'version';

export interface PropagatedRow {
  readonly name: PropagatedName;
  /** Key that is written on spans which have none of the sources. */
  readonly target: string;
  /** Keys that hold it, the surest first (langfuse.md section 2). */
  readonly sources: readonly string[];
}

/** In Langfuse v4 nothing is inherited: a span shows in a filter by user only when it says the user itself. */
export const PROPAGATED: readonly PropagatedRow[] = [
  {
    name: 'user',
    target: 'langfuse.user.id',
    sources: ['langfuse.user.id', 'user.id', 'ai.telemetry.metadata.userId', 'enduser.id'],
  },
  {
    name: 'session',
    target: 'langfuse.session.id',
    sources: ['langfuse.session.id', 'session.id', 'gen_ai.conversation.id', 'ai.telemetry.metadata.sessionId'],
  },
  { name: 'trace_name', target: 'langfuse.trace.name', sources: ['langfuse.trace.name'] },
  {
    name: 'tags',
    target: 'langfuse.trace.tags',
    sources: ['langfuse.trace.tags', 'langfuse.tags', 'ai.telemetry.metadata.tags', 'tag.tags'],
  },
  { name: 'public', target: 'langfuse.trace.public', sources: ['langfuse.trace.public'] },
  { name: 'release', target: 'langfuse.release', sources: ['langfuse.release'] },
  { name: 'version', target: 'langfuse.version', sources: ['langfuse.version'] },
];
