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

    /// The document in force.
    var spec: Spec {
        Canary(run.service).spec(from: former, to: edit.spec, at: run.percent)
    }
}
