import Model

/// A refused command with its reason; the commands before it succeeded.
struct CommandFailure: Error {
    let command: RuntimeCommand
    let failure: HostFailure
}
