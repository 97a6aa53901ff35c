import Model
import Planning

/// The steps of a plan that correct changes by other programs.
///
/// A step is drift if the desired state of its object is unchanged, and it is neither part of a
/// drain nor a retry.
struct Drift {
    /// The steps, in the plan's order.
    let steps: [Step]

    /// Selects the drift among the steps of a pass.
    ///
    /// - Parameters:
    ///   - fulfilled: the desired state that the host had after the previous pass.
    ///   - unfinished: the objects that differed from it.
    init(of pass: Pass, fulfilled: Desired?, unfinished: Set<StepSubject>) {
        guard let fulfilled else {
            steps = []
            return
        }
        let look = Look(
            plan: pass.plan, observed: pass.observed, desired: pass.desired, fulfilled: fulfilled)
        steps = pass.plan.steps.filter { step in
            if !unfinished.isEmpty {
                if unfinished.contains(step.subject) { return false }
                // Nor an object whose requirement was missing.
                if step.requires.contains(where: unfinished.contains) { return false }
            }
            return !step.isOwn(in: look)
        }
    }
}
