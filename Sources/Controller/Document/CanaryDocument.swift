import Model
import Planning

/// A document of which one service is in force first.
struct CanaryDocument {
    /// The document before the edit.
    let former: Spec
    /// All of the edit.
    let edit: FileDocument.Next
    /// The step in force.
    var run: CanaryRun

    /// The servers that are judged.
    var jury: CanaryJury { Canary(run.service).jury(from: former, to: edit.spec) }

    /// The sentence about the begin of the step.
    var words: String {
        let share =
            run.isWhole
            ? "all of the edit is in force, on trial"
            : jury.isShared ? "new servers with \(run.percent) % of their weights" : "its changes"
        return "canary of \(run.service): step \(run.step + 1) of \(CanaryRun.steps), \(share)"
    }

    /// The document in force.
    var spec: Spec {
        guard !run.isWhole else { return edit.spec }
        return Canary(run.service).spec(from: former, to: edit.spec, at: run.percent)
    }
}
