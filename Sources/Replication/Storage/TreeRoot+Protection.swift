import Files
import Glibc
import Model

extension TreeRoot {
    /// An attribute with which a file can't be replaced, with its letter of `chattr(1)`.
    typealias Protection = (name: String, flag: String)

    /// Returns the attribute of a file, or of its directory, with which the file can't be replaced;
    /// nil: there is none, or there is no such file.
    ///
    /// **Errors:** `HostFailure`. **Source:** `statx(2)`, `rename(2)`.
    func protection(of file: String) throws(HostFailure) -> Protection? {
        let place: Place
        do throws(HostFailure) {
            place = try self.place(of: file)
        } catch {
            if error.errno == "ENOENT" { return nil }
            throw error
        }
        if let own = Self.protection(of: place.name, in: place.directory) { return own }
        return Self.protection(of: ".", in: place.directory)
    }

    private static func protection(of name: String, in directory: Int32) -> Protection? {
        FileProtection(of: name, in: directory).map { ($0.name, $0.flag) }
    }
}
