import Admin
import Model
import Pages
import Synchronization

/// The file of a document that a test sets.
final class ExampleFile: Sendable {
    private let state = Mutex(State())

    /// What a test sets.
    struct State: Sendable {
        var text = "version: 1\n# <old>\n"
        var digest = String(repeating: "a", count: 64)
        var notes: [String] = []
        var findings: [Diagnostic] = []
        var steps: [StepRecord] = []
        var confirmation: PageConfirmation?
        var objection: String?
        var holding = PageHolding(html: "<h1>Back soon</h1>")
    }

    /// The present values.
    var now: State { state.withLock(\.self) }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
}
