import ArgumentParser

/// The options of an edit: its confirmation, its reason and its permissions.
struct ChangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Undo the changes unless \"ballast confirm\" follows within this time, 1s...1d.",
            valueName: "time"))
    var confirm: TimeArgument?

    @Option(name: .shortAndLong, help: "Reason of the edit, for ballast history.")
    var message: String?

    @Flag(help: "Remove more services or servers than safety.maxRemoval allows.")
    var allowRemoval = false

    @Flag(help: "Apply steps that may reset connections or cut the administrator's session.")
    var allowDisruption = false

    @Flag(help: "Do not wait for a change window of safety.windows; needs --message.")
    var now = false

    /// Whether a running controller gets the document.
    var isForController: Bool { confirm != nil || allowRemoval || now }

    func validate() throws {
        guard now, (message ?? "").isEmpty else { return }
        throw ValidationError("--now needs --message with the reason, for ballast history")
    }
}
