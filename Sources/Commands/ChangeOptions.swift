import ArgumentParser
import Controller
import Model
import Planning

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

    @Option(
        help: ArgumentHelp(
            "Bring the changes of this service or proxy first, and new servers of it with 1, 5, "
                + "25, 50 and 100 % of their weights; take the edit back if its checks fail, or "
                + "more of its requests than of others. Needs a running controller.",
            valueName: "service"))
    var canary: String?

    @Option(
        help: ArgumentHelp(
            "Time of each step of --canary, 1s...1h. Default: 30s.", valueName: "time"))
    var step: TimeArgument?

    @Flag(
        help: """
            With --canary, wait for its end; exit with 1 if the edit was taken back.
            """)
    var wait = false

    /// Whether a running controller gets the document.
    var isForController: Bool { confirm != nil || allowRemoval || now || canary != nil }

    /// The demand of a canary; nil: none.
    var canaryRequest: CanaryRequest? {
        canary.map { CanaryRequest($0, pause: step?.duration ?? Canary.usualPause) }
    }

    func validate() throws {
        if wait, canary == nil { throw ValidationError("--wait needs --canary") }
        if let step {
            guard canary != nil else { throw ValidationError("--step needs --canary") }
            guard Canary.pauses.contains(step.duration.wholeMilliseconds) else {
                throw ValidationError("--step must be 1s...1h")
            }
        }
        guard now, (message ?? "").isEmpty else { return }
        throw ValidationError("--now needs --message with the reason, for ballast history")
    }
}
