import Model
import Planning

/// Which steps of a plan put right what someone else has changed.
///
/// A step is drift when the wishes are those that the host fulfilled before, and it is neither the
/// next move of a drain nor another try of something that could not be done.
struct Drift {
    /// The steps, in the plan's order.
    let steps: [Step]

    /// The drift among the pass's steps.
    ///
    /// - Parameters:
    ///   - fulfilled: the wishes that the host has held since it was last looked at.
    ///   - unfinished: the objects in which it did not.
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
