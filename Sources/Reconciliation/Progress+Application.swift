import Addresses
import Model
import Planning

extension Progress {
    /// The domains by which a host admits an administrator.
    private static let access: Set<Domain> = [.firewall, .network, .address]

    /// Returns the parts of the document in force that the host lacks after a pass, a sentence
    /// each.
    ///
    /// Objects that failed before the document do not count, unless an administrator may depend on
    /// them. Objects that wait for the end of connections do not count either.
    func lacking(after pass: Pass) -> [String] {
        var sentences = pass.observed.failures.filter { domain, _ in
            Self.access.contains(domain) && pass.needs(domain)
        }.map { "\($1)" }
        for (subject, entry) in retries.entries
        where Self.access.contains(subject.domain) || !failedBefore.contains(subject) {
            sentences.append("\(subject): \(entry.failure)")
        }
        for case .firewall(let family) in unfinished where retries.entries[.firewall(family)] == nil
        {
            sentences.append("the rules of the firewall \(family.rawValue) are not loaded")
        }
        return sentences.sorted()
    }
}
