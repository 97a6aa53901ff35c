import Files
import Glibc
import Model

extension TreeRoot {
    /// Returns the attribute of a file, or of its directory, with which the file can't be replaced;
    /// nil: there is none, or there is no such file.
    ///
    /// **Errors:** `HostFailure`. **Source:** `statx(2)`, `rename(2)`.
    func protection(of file: String) throws(HostFailure) -> FileProtection? {
        let place: Place
        do throws(HostFailure) {
            place = try self.place(of: file)
        } catch {
            if error.errno == "ENOENT" { return nil }
            throw error
        }
        return FileProtection(of: place.name, in: place.directory)
            ?? FileProtection(of: ".", in: place.directory)
    }
}
