from dataclasses import dataclass

from travel.exceptions import InvalidOauthTokenError
from travel.models import OauthProvider


@dataclass
class OauthProfile:
    provider: OauthProvider
    email: str


def verify_oauth_token(oauth: OauthProvider, oauth_token: str) -> OauthProfile:
    """소셜 로그인 토큰을 확인한다.

    실제로는 제공자의 사용자 정보 API 를 호출해야 하지만, 여기서는 `kakao:hong@example.com` 모양의 토큰을 믿는다.
    """
    provider, _, email = oauth_token.partition(":")
    if provider != oauth.value or "@" not in email:
        raise InvalidOauthTokenError()
    return OauthProfile(provider=oauth, email=email.lower())
