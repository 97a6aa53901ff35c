import Model
import Planning

/// The service of an unconfirmed edit that is in force first, and its step.
///
/// It is stored with the edit, so that a crash or a restart continues the step.
package struct CanaryRun: Sendable, Hashable, Codable {
    /// The service or proxy.
    package let service: String
    /// The position of the step in ``Canary/percents``; after the last one, all of the edit is in
    /// force on trial.
    package private(set) var step = 0
    /// The time of a step.
    ///
    /// **Unit:** milliseconds.
    package let pause: Int64
    /// The time for the confirmation of the whole edit; nil: it needs none.
    ///
    /// **Unit:** milliseconds.
    package let confirmation: Int64?
    /// When it began.
    ///
    /// **Unit:** milliseconds since 1970.
    package let begun: Int64
    /// The judgement at the begin of the step; nil: the state before the edit is not known yet.
    var trial: CanaryTrial?
    /// The reason for which it is taken back; nil: it is not.
    var failure: String?
    /// Whether it was refused, so that it did not begin.
    var isRefused: Bool?
    /// Whether another edit takes its place.
    var isReplaced: Bool?

    /// Creates a canary at its first step.
    init(_ request: CanaryRequest, confirmation: Duration?, begun: Int64) {
        service = request.service
        pause = request.pause.wholeMilliseconds
        self.confirmation = confirmation?.wholeMilliseconds
        self.begun = begun
    }

    /// The percentage of their weights that new servers have.
    package var percent: Int { Canary.percents[min(step, Canary.percents.count - 1)] }

    /// The number of steps.
    package static let steps = Canary.percents.count + 1

    /// Whether all of the edit is in force, on trial; it is the last step.
    var isWhole: Bool { step >= Canary.percents.count }

    /// Returns the next step.
    func advanced(_ trial: CanaryTrial) -> CanaryRun {
        var next = self
        next.step += 1
        next.trial = trial
        next.trial?.beginStep()
        return next
    }
}

extension CanaryRun {
    /// The sentence about its end.
    package var failureWords: String {
        isRefused == true
            ? "\(service) can't be a canary, so the edit is not in force: \(failure ?? "unknown")"
            : endWords(failure ?? "unknown")
    }

    /// Returns the sentence about its end for this reason.
    func endWords(_ reason: String) -> String {
        "the canary of \(service) was taken back "
            + "\(isWhole ? "with all of the edit" : "at \(percent) %"): \(reason)"
    }

    /// The sentence about it while it is running.
    package var note: String {
        let part =
            isWhole
            ? "all of the edit is in force, and is taken back if it fails"
            : "only \(service) of the edit is in force, and new servers have \(percent) % of "
                + "their weights"
        return "a canary of \(service) is running, step \(step + 1) of \(Self.steps): \(part)"
    }

    /// The refusal of a confirmation.
    package var refusal: String {
        "\(service) is the canary of the edit, "
            + (isWhole
                ? "which is on trial and stays by itself"
                : "at \(percent) %: all of the edit follows by itself")
            + "; \"ballast rollback\" takes it back"
    }
}
