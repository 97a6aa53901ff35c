/// The reason why a worker must be replaced: commands are not enough.
public enum ReloadReason: Sendable, Hashable {
    /// The running configuration is not Ballast's.
    case foreign
    /// The file differs, by these sections; empty: it is not known where.
    case frame(sections: [String])
    /// Only a file that the configuration names differs.
    case namedFile
    /// A new server has options that no command takes.
    case fixed(BackendServerID)
    /// A server was removed by hand.
    case removed(BackendServerID)
    /// A server is not in the document any more.
    case leaving(BackendServerID)
    /// A server has a limit of connections, and should have none.
    case unlimited(BackendServerID)
    /// A certificate is too long for a command.
    case longCertificate(String)
    /// HAProxy refused a command, with these words.
    case refused(String)
    /// The operator asked for it.
    case asked
}

extension ReloadReason: CustomStringConvertible {
    /// The reason as a clause: "section listen shop changes".
    public var description: String {
        switch self {
        case .foreign: "the running configuration does not say that it is Ballast's"
        case .frame(let sections): Self.sentence(sections)
        case .namedFile: "a file that HAProxy reads has changed"
        case .fixed(let id): "\(id) can't be added to a running process"
        case .removed(let id): "\(id) was removed by hand"
        case .leaving(let id): "\(id) leaves"
        case .unlimited(let id): "\(id) has a limit, and should have none"
        case .longCertificate(let file): "\(file) is too long for a command"
        case .refused(let words): words
        case .asked: "it was asked for"
        }
    }

    private static func sentence(_ sections: [String]) -> String {
        guard let last = sections.last else { return "more changed than a running process takes" }
        if sections.count > 4 { return "\(sections.count) sections change, \(sections[0]) first" }
        let first = sections.dropLast().joined(separator: ", ")
        return first.isEmpty ? "\(last) changes" : "\(first) and \(last) change"
    }
}
