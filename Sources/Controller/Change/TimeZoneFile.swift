import Files
import Model

/// A file of the host's time zone database, which Debian's package `tzdata` has.
enum TimeZoneFile {
    private static let directory = "/usr/share/zoneinfo"
    /// The largest file.
    ///
    /// **Unit:** bytes.
    private static let limit = 1 << 20

    /// Returns the rules of a time zone.
    ///
    /// **Errors:** `HostFailure`: the file can't be read, or is none of the database.
    static func rules(of name: String) throws(HostFailure) -> TimeZoneRules {
        if name == ChangeWindow.utc { return .utc }
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "read the time zone \(name)", reason: reason,
                remedy: "`timedatectl list-timezones` lists the names; Debian's package tzdata has"
                    + " them")
        }
        guard TimeZoneRules.isName(name) else { throw failure("this is no name of a time zone") }
        let bytes: [UInt8]
        do throws(FileRefusal) {
            bytes = try TrustedFile(path: "\(directory)/\(name)", trusting: .own).read(limit: limit)
        } catch {
            throw failure("\(error)")
        }
        guard let rules = TimeZoneRules(file: bytes) else {
            throw failure("\(directory)/\(name) is no file of the time zone database")
        }
        return rules
    }

    /// Returns the failure to read a time zone of a document; nil: none.
    static func failure(of spec: Spec) -> HostFailure? {
        for window in spec.safety.windows {
            do throws(HostFailure) {
                _ = try rules(of: window.timeZone)
            } catch {
                return error
            }
        }
        return nil
    }

    /// Returns the findings about the time zones of a document.
    ///
    /// - Parameter known: names that are not looked at.
    static func diagnostics(of spec: Spec, except known: Set<String> = []) -> [Diagnostic] {
        spec.safety.windows.enumerated().compactMap { index, window in
            guard !known.contains(window.timeZone) else { return nil }
            do throws(HostFailure) {
                _ = try rules(of: window.timeZone)
                return nil
            } catch {
                return Diagnostic(
                    .changeWindow,
                    at: DocumentPath([
                        .key("safety"), .key("windows"), .index(index), .key("timeZone"),
                    ]), "cannot \(error.operation): \(error.reason)", hint: error.remedy)
            }
        }
    }
}
