/** How included files are read; paths are as a person would type them, with forward slashes. */
export interface IssueFiles {
  /** The text of a file, or nothing when there is none or it lies outside the newsletter's folder. */
  read(path: string): string | undefined;
}

/** An issue that includes nothing. */
export const noFiles: IssueFiles = { read: () => undefined };
