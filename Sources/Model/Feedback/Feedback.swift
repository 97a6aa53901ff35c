import Addresses

/// How servers are asked how busy they are, as the document says it: of a service, or of one of its
/// servers.
///
/// What is nil is said elsewhere: by the service for its server, or by the default that each
/// property names.
public struct Feedback: Sendable, Hashable {
    /// How; default `agent`.
    public var method: Method?
    /// Whom to ask; default: the server's address.
    public var address: IPAddress?
    /// Where it is asked; default 3333.
    public var port: UInt16?
    /// What is asked for by `http`; default `/`.
    public var path: String?
    /// Address that the question comes from; default: the kernel's choice.
    public var source: IPAddress?
    /// Time between two questions.
    ///
    /// **Range:** 100 ms...1 h, default 2 s.
    public var interval: Duration?
    /// How long an answer may take.
    ///
    /// **Range:** 10 ms...1 min, default 1 s, or the interval where that is shorter.
    public var timeout: Duration?
    /// How much of the average stays when an answer comes in.
    ///
    /// **Unit and range:** percent, 0...95, default 50; 0: each answer counts alone.
    public var smoothing: Int?
    /// Changes of the average that are smaller do not change the weight.
    ///
    /// **Unit and range:** points of 100, 0...50, default 3.
    public var minimumStep: Int?
    /// The weight follows the average by no more than this with each answer.
    ///
    /// **Unit and range:** points of 100, 1...100, default 25.
    public var maximumStep: Int?
    /// Polls in a row without an answer for which the last one holds.
    ///
    /// **Range:** 0...1000, default 3.
    public var hold: Int?

    /// How a server is asked.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        /// A connection, on which it says one line.
        case agent
        /// An HTTP request.
        case http
        /// It is not.
        case none
    }

    /// Feedback of which nothing is said but its method.
    public init(_ method: Method? = nil) {
        self.method = method
    }

    /// This feedback where it says something, else the other one: a server's before its service's.
    public func completed(by base: Feedback) -> Feedback {
        var feedback = Feedback(method ?? base.method)
        feedback.address = address ?? base.address
        feedback.port = port ?? base.port
        feedback.path = path ?? base.path
        feedback.source = source ?? base.source
        feedback.interval = interval ?? base.interval
        feedback.timeout = timeout ?? base.timeout
        feedback.smoothing = smoothing ?? base.smoothing
        feedback.minimumStep = minimumStep ?? base.minimumStep
        feedback.maximumStep = maximumStep ?? base.maximumStep
        feedback.hold = hold ?? base.hold
        return feedback
    }

    /// Where agents listen.
    public static let usualPort: UInt16 = 3333
    /// Time between two questions.
    public static let usualInterval = Duration.seconds(2)
}
