/** The part that we use of a package that has no types. */
declare module 'asl-validator' {
  type Problem = { 'Error code': string; Message?: string };

  function validate(
    definition: object,
    options?: { checkPaths?: boolean; checkArn?: boolean },
  ): {
    isValid: boolean;
    errors: readonly Problem[];
    errorsText: (separator?: string) => string;
  };

  export = validate;
}
