import Model
import Testing

@testable import Health

/// A check, and what a server says so that it passes.
struct PeerScript: Sendable, CustomTestStringConvertible {
    /// When TLS is spoken.
    enum Security: Equatable, Sendable {
        case never, fromStart, after(Int)
    }

    /// What a gigabyte is made of, and where the check has to have enough of it.
    struct Flood: Sendable {
        /// The turn in which it comes.
        var turn = 0
        var head: [UInt8] = []
        /// Comes again and again.
        var block: [UInt8]
        var phase = CheckResult.Phase.receive
    }

    let name: String
    let service: CheckService
    let kind: Probe.Kind
    /// What is said, each in answer to what came; the first to nothing where the server begins.
    let replies: [@Sendable ([UInt8]) -> [UInt8]]
    var speaksFirst = true
    var security = Security.never
    let flood: Flood
    /// Whether the last turn is a goodbye: a server that is gone by then is as good as one that
    /// answers it.
    var takesLeave = false
    /// Whether the end of a connection ends an answer, which is compared then.
    var endIsAnswer = false
    var testDescription: String { name }

    /// The turns, and whether TLS is there when each comes.
    var turns: Range<Int> { 0..<replies.count }

    /// A dialogue with fixed replies.
    init(
        _ name: String, _ dialogue: Dialogue, _ replies: [[UInt8]], speaksFirst: Bool = true,
        security: Security = .never, takesLeave: Bool = false, endIsAnswer: Bool = false,
        flood: Flood
    ) {
        self.init(
            name, dialogue.service, .dialogue(DialogueProbe(dialogue)),
            replies.map { reply in { _ in reply } }, speaksFirst: speaksFirst,
            security: security, takesLeave: takesLeave, endIsAnswer: endIsAnswer, flood: flood)
    }

    /// A dialogue in lines.
    init(
        _ name: String, _ dialogue: Dialogue, lines: [String], security: Security = .never,
        flood: Flood
    ) {
        self.init(
            name, dialogue, lines.map { Array($0.utf8) }, security: security, takesLeave: true,
            flood: flood)
    }

    init(
        _ name: String, _ service: CheckService, _ kind: Probe.Kind,
        _ replies: [@Sendable ([UInt8]) -> [UInt8]], speaksFirst: Bool = false,
        security: Security = .never, takesLeave: Bool = false, endIsAnswer: Bool = false,
        flood: Flood
    ) {
        self.name = name
        self.service = service
        self.kind = kind
        self.replies = replies
        self.speaksFirst = speaksFirst
        self.security = security
        self.takesLeave = takesLeave
        self.endIsAnswer = endIsAnswer
        self.flood = flood
    }
}
