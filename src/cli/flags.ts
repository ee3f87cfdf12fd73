/** The flags that every command takes. */
export interface Flags {
  readonly json: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly input: boolean;
  readonly cwd: string | undefined;
}
