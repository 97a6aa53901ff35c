import Addresses
import Model

/// The stored knowledge of an earlier run.
public struct Memory: Sendable {
    /// The verdicts of the checks; nil: there are no checks.
    public var verdicts: Verdicts?
    /// The readings of agents; nil: no agent is asked.
    public var feedback: FeedbackReadings?
    /// Services without their quorum.
    public var lostQuorums: Set<ServiceKey>
    /// The endpoints on which HAProxy listens; nil: unknown.
    public var served: Set<Endpoint>?
    /// The endpoints on which the HAProxy of an earlier run serves clients.
    public var listening: Set<Endpoint>
    /// The election process of an earlier run.
    public var election = ElectionState.none

    /// This memory.
    public init(
        verdicts: Verdicts? = nil, feedback: FeedbackReadings? = nil,
        lostQuorums: Set<ServiceKey> = [], served: Set<Endpoint>? = nil,
        listening: Set<Endpoint> = []
    ) {
        self.verdicts = verdicts
        self.feedback = feedback
        self.lostQuorums = lostQuorums
        self.served = served
        self.listening = listening
    }
}
