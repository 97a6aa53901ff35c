/// What became of one step.
public struct Outcome: Sendable, Hashable {
    /// The step.
    public var step: Step
    /// What became of it.
    public var result: Result

    /// What became of a step.
    public enum Result: Sendable, Hashable {
        /// The host has changed.
        case done
        /// The host was so already.
        case alreadySo
        /// The host refused.
        indirect case failed(HostFailure)
        /// Not tried, because what it builds on failed.
        case skipped(because: String)
    }

    /// This result of this step.
    public init(step: Step, result: Result) {
        self.step = step
        self.result = result
    }

    /// True when the host holds what the step wanted.
    public var succeeded: Bool {
        switch result {
        case .done, .alreadySo: true
        case .failed, .skipped: false
        }
    }
}

/// A refusal of the environment: kernel, file system or another program.
public struct HostFailure: Error, Sendable, Hashable, Codable {
    /// What was tried: "add 10.0.0.7:80 to tcp 10.0.0.1:80".
    public var operation: String
    /// Why it failed: "no such service".
    public var reason: String
    /// The error's name: "ENOENT"; nil when there is none.
    public var errno: String?
    /// What the kernel said beside the number (extended acknowledgement); nil: nothing.
    public var kernelText: String?
    /// What the operator can do about it; nil: nothing is known.
    public var remedy: String?

    /// A refusal of this operation.
    public init(
        operation: String, reason: String, errno: String? = nil, kernelText: String? = nil,
        remedy: String? = nil
    ) {
        self.operation = operation
        self.reason = reason
        self.errno = errno
        self.kernelText = kernelText
        self.remedy = remedy
    }
}

extension HostFailure: CustomStringConvertible {
    /// "cannot add 10.0.0.7:80 to tcp 10.0.0.1:80: no such service (ENOENT)".
    public var description: String {
        var text = "cannot \(operation): \(reason)"
        if let errno { text += " (\(errno))" }
        if let kernelText { text += ": \(kernelText)" }
        if let remedy { text += "; \(remedy)" }
        return text
    }
}
